package lockkeeper.pg;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipFile;

/// The programs of one PostgreSQL major, unpacked once a build, and a freshly initialised data
/// folder to copy, so that the next server starts in a fraction of a second.
///
/// @param folder where both are
record PostgresBinaries(Path folder) {
    private static final Path ROOT = Path.of("target", "postgres").toAbsolutePath();

    /// Unpacks at first use. Other threads and processes of the same build wait for it: a file lock
    /// keeps only the processes apart.
    static synchronized PostgresBinaries of(int major) throws IOException {
        var binaries = new PostgresBinaries(ROOT.resolve(Integer.toString(major)));
        if (Files.exists(binaries.folder)) return binaries;
        var lock = ROOT.resolve(major + ".lock");
        try (var channel =
                        FileChannel.open(
                                lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var _ = channel.lock()) {
            if (!Files.exists(binaries.folder)) unpack(major, binaries.folder);
        }
        return binaries;
    }

    /// The command line of one of the programs. PostgreSQL refuses to run as root, so root calls it
    /// in a user namespace of its own, where it is nobody.
    List<String> command(String program, String... arguments) {
        var command = new ArrayList<String>();
        if (System.getProperty("user.name").equals("root"))
            command.addAll(List.of("unshare", "-U"));
        command.add(folder.resolve("bin", program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    /// Makes a data folder of a new, empty cluster.
    void copyDataTo(Path target) throws IOException {
        copy(folder.resolve("template"), target);
    }

    /// Copies a data folder that no server uses.
    static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : (Iterable<Path>) files::iterator) {
                Files.copy(
                        file,
                        to.resolve(from.relativize(file).toString()),
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static void unpack(int major, Path folder) throws IOException {
        var fresh = Files.createTempDirectory(ROOT, major + "-unpacking");
        try (var jar = new ZipFile(ROOT.resolve(major + ".jar").toFile())) {
            var archive =
                    jar.stream().filter(e -> e.getName().endsWith(".txz")).findAny().orElseThrow();
            try (var tar =
                    new TarArchiveInputStream(
                            new XZCompressorInputStream(jar.getInputStream(archive)))) {
                extract(tar, fresh);
            }
        }
        new PostgresBinaries(fresh).initialise();
        Files.move(fresh, folder);
    }

    private static void extract(TarArchiveInputStream tar, Path folder) throws IOException {
        for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            var file = folder.resolve(entry.getName());
            if (entry.isDirectory()) {
                Files.createDirectories(file);
            } else {
                Files.createDirectories(file.getParent());
                write(tar, entry, file);
            }
        }
    }

    private static void write(InputStream content, TarArchiveEntry entry, Path file)
            throws IOException {
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(content, file);
        if ((entry.getMode() & 0100) != 0) {
            Files.setPosixFilePermissions(
                    file,
                    Set.of(
                            PosixFilePermission.OWNER_READ,
                            PosixFilePermission.OWNER_WRITE,
                            PosixFilePermission.OWNER_EXECUTE));
        }
    }

    private void initialise() throws IOException {
        var command =
                command(
                        "initdb",
                        "--pgdata=" + folder.resolve("template"),
                        "--username=postgres",
                        "--auth=trust",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--no-sync");
        var log = folder.resolve("initdb.log");
        var process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            if (process.waitFor() != 0) throw new IOException(Files.readString(log));
        } catch (InterruptedException e) {
            throw new IOException("interrupted while initialising", e);
        }
    }
}

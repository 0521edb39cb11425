package lockkeeper.cli;

import lockkeeper.pg.LoginFailed;
import lockkeeper.pg.TargetSettings;
import lockkeeper.statement.SqlName;

/// What the doctor says of a server that does not let us in.
record LoginFindings(TargetSettings target) {
    Finding of(LoginFailed failure) {
        return Finding.missing(target.name(), "login", failure.words(), mend(failure));
    }

    private String mend(LoginFailed failure) {
        var role = new SqlName(target.user());
        return switch (failure.sqlState()) {
            case "28P01" ->
                    target.password() == null
                            ? "give the password: in the configuration, PGPASSWORD or ~/.pgpass"
                            : "correct the password, or: ALTER ROLE " + role + " PASSWORD '…';";
            case "28000" ->
                    failure.words().contains("pg_hba.conf")
                            ? "let role " + role + " in: a line in pg_hba.conf"
                            : "CREATE ROLE " + role + " LOGIN PASSWORD '…';";
            case "08004" -> "give the password: in the configuration, PGPASSWORD or ~/.pgpass";
            case "3D000" -> "correct the database in the url; postgres is there on every server";
            case "42501" -> "GRANT CONNECT ON DATABASE … TO " + role + ";";
            case "53300" -> "end some sessions, or raise max_connections";
            case "57P03" -> "wait until the server has started";
            default -> "see that a server answers there: " + address();
        };
    }

    private String address() {
        return target.url().replaceFirst("\\?.*", "");
    }
}

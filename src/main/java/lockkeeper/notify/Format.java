package lockkeeper.notify;

import lockkeeper.incident.News;

import java.util.List;

/// How one kind of receiver wants to be told.
interface Format {
    /// The word for it in metrics and logs.
    String channel();

    /// Whether it wants to hear of every change of an incident.
    boolean wantsUpdates();

    /// From how many news on it wants them in one message.
    int many();

    /// @param news one, or at least [#many()]
    Parcel pack(List<News> news);

    /// A message that only says that messages arrive.
    Parcel test();
}

package lockkeeper;

import lockkeeper.deploy.DeployListener;
import lockkeeper.deploy.Verdict;
import lockkeeper.metrics.Metrics;
import lockkeeper.web.LiveFeed;

/// Tells the page and the metrics of deploy windows.
record DeployNews(LiveFeed feed, Metrics metrics) implements DeployListener {
    @Override
    public void changed() {
        feed.deploysChanged();
    }

    @Override
    public void closed(Verdict verdict) {
        metrics.deployClosed(verdict.outcome().toString());
    }
}

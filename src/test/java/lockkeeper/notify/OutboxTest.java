package lockkeeper.notify;

import static lockkeeper.graph.Scene.START;
import static lockkeeper.notify.SomeNews.acted;
import static lockkeeper.notify.SomeNews.actedBefore;
import static lockkeeper.notify.SomeNews.ended;
import static lockkeeper.notify.SomeNews.grew;
import static lockkeeper.notify.SomeNews.opened;
import static lockkeeper.notify.SomeNews.trouble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import lockkeeper.guard.Outcome;
import lockkeeper.incident.News;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class OutboxTest {
    private int dropped;
    private final Outbox outbox = new Outbox(true, () -> dropped++);

    private void put(News... news) {
        for (var one : news) outbox.put(one, START);
    }

    private List<News> taken() throws InterruptedException {
        var news = new ArrayList<News>();
        while (outbox.size() > 0)
            outbox.take(Integer.MAX_VALUE).forEach(item -> news.add(item.news()));
        return news;
    }

    @Test
    void nothingIsToldTwice() throws InterruptedException {
        put(opened("1", 5), acted("1", "a", null));
        taken();
        put(opened("1", 9), acted("1", "a", null));
        assertThat(taken()).isEmpty();
        put(acted("1", "a", Outcome.RELEASED), opened("2", 5), ended("1"));
        assertThat(taken()).hasSize(3);
        put(ended("1"));
        assertThat(taken()).isEmpty();
    }

    @Test
    void whatBeginsOnceMoreUnderItsIdIsToldOnceMore() throws InterruptedException {
        put(opened("1", 5));
        taken();
        put(ended("1"), opened("1", 7), opened("1", 8));
        assertThat(taken()).containsExactly(ended("1"), opened("1", 7));
    }

    @Test
    void aTroubleIsToldWhenItBeginsAndWhenItEnds() throws InterruptedException {
        put(trouble("journal", true));
        assertThat(taken()).isEmpty();
        put(trouble("journal", false), trouble("journal", false), trouble("circuit", false));
        assertThat(taken()).hasSize(2);
        put(trouble("journal", true), trouble("journal", true));
        assertThat(taken()).containsExactly(trouble("journal", true));
    }

    @Test
    void whatWaitsIsKeptUpToDate() throws InterruptedException {
        put(opened("1", 5), grew("1", 50), grew("2", 7), grew("2", 8), acted("1", "a", null));
        put(acted("1", "a", Outcome.RELEASED));
        assertThat(taken())
                .containsExactly(opened("1", 50), grew("2", 8), acted("1", "a", Outcome.RELEASED));
    }

    @Test
    void theEndOfAnIncidentStandsForItsBeginningButNotForTheActions() throws InterruptedException {
        put(opened("1", 5), acted("1", "a", null), opened("2", 5), ended("1"));
        assertThat(taken()).containsExactly(acted("1", "a", null), opened("2", 5), ended("1"));
    }

    @Test
    void whenItIsFullUpdatesGoBeforeActionsAndAreCounted() throws InterruptedException {
        for (var i = 0; i < 150; i++) put(acted("a" + i, "x" + i, null));
        for (var i = 0; i < 100; i++) put(grew("g" + i, i), opened("o" + i, i));
        var news = taken();
        assertEquals(Outbox.LIMIT, news.size());
        assertEquals(150, dropped);
        assertThat(news).filteredOn(News.Acted.class::isInstance).hasSize(150);
        assertThat(news).filteredOn(News.Grew.class::isInstance).isEmpty();
    }

    @Test
    void manyAreTakenTogetherAndFewOneByOne() throws InterruptedException {
        put(opened("1", 1), opened("2", 2), opened("3", 3));
        assertEquals(1, outbox.take(3 + 1).size());
        put(opened("4", 1), opened("5", 1));
        assertEquals(4, outbox.take(4).size());
    }

    @Test
    void whoDoesNotWantUpdatesOnlyGetsThemInWhatWaits() throws InterruptedException {
        var quiet = new Outbox(false, () -> dropped++);
        quiet.put(grew("1", 5), START);
        assertEquals(0, quiet.size());
        quiet.put(opened("1", 5), START);
        quiet.put(grew("1", 50), START);
        assertEquals(opened("1", 50), quiet.take(4).getFirst().news());
    }

    @Test
    void peopleAreNotToldOnceMoreThatAnActionHelpedWhenTheEndHasSaidSo()
            throws InterruptedException {
        var quiet = new Outbox(false, () -> dropped++);
        quiet.put(acted("1", "a", null), START);
        quiet.take(4);
        var end = ended("1");
        quiet.put(end, START);
        quiet.put(actedBefore(end, "a", Outcome.RELEASED), START);
        assertThat(quiet.take(1)).extracting(Outbox.Item::news).containsExactly(end);

        quiet.put(actedBefore(end, "a", Outcome.GONE), START);
        quiet.put(acted("2", "b", Outcome.RELEASED), START);
        assertEquals(2, quiet.take(1).size());
        put(end, actedBefore(end, "a", Outcome.RELEASED));
        assertEquals(2, taken().size());
    }
}

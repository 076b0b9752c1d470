package forebay.cache.hazelcast;

import com.hazelcast.core.EntryEvent;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryRemovedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import forebay.cache.SharedStore;

/** Passes on which keys other members changed; what ended or was evicted is no news. */
final class ChangeListener
        implements EntryAddedListener<String, byte[]>,
                EntryUpdatedListener<String, byte[]>,
                EntryRemovedListener<String, byte[]> {
    private final SharedStore.News news;

    ChangeListener(SharedStore.News news) {
        this.news = news;
    }

    @Override
    public void entryAdded(EntryEvent<String, byte[]> event) {
        changed(event);
    }

    @Override
    public void entryUpdated(EntryEvent<String, byte[]> event) {
        changed(event);
    }

    @Override
    public void entryRemoved(EntryEvent<String, byte[]> event) {
        changed(event);
    }

    private void changed(EntryEvent<String, byte[]> event) {
        if (event.getMember() == null || !event.getMember().localMember()) {
            KeyText.parse(event.getKey()).ifPresent(news::changed);
        }
    }
}

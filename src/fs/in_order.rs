//! Work on several threads whose results come in the order of what is worked on.

use std::iter;
use std::num::NonZero;
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// How many items a thread takes at once: few, so that no thread waits long for another at the end, but
/// enough that to hand them over costs little.
const BATCH: usize = 16;

/// How many batches for each thread may be ahead of the one whose results are next. It bounds the
/// memory, whatever the number of items.
const MAX_AHEAD: usize = 8;

/// Calls `consume` with the result of `work` for each item, in the order of the items. A single item is
/// worked on without other threads.
pub(crate) fn map_in_order<I: Send, T: Send>(
    items: impl Iterator<Item = I> + Send,
    work: impl Fn(I) -> T + Sync,
    mut consume: impl FnMut(T),
) {
    let mut items = items.fuse();
    let first: Vec<I> = items.by_ref().take(2).collect();
    if first.len() < 2 {
        first.into_iter().map(work).for_each(consume);
        return;
    }
    let mut items = first.into_iter().chain(items);
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    // The results of a batch have a channel of their own; that of the next batch is received first.
    let (add_results, next_results) = sync_channel::<Receiver<Vec<T>>>(MAX_AHEAD * threads);
    let (add_batch, next_batch) = sync_channel(MAX_AHEAD * threads);
    let next_batch = Arc::new(Mutex::new(next_batch));
    let work = &work;
    thread::scope(|scope| {
        scope.spawn(move || {
            let batches = iter::repeat_with(|| items.by_ref().take(BATCH).collect::<Vec<I>>());
            for batch in batches.take_while(|batch| !batch.is_empty()) {
                let (give, take) = sync_channel(1);
                if add_results.send(take).is_err() || add_batch.send((batch, give)).is_err() {
                    return;
                }
            }
        });
        for _ in 0..threads {
            let next_batch = next_batch.clone();
            scope.spawn(move || {
                let next = || next_batch.lock().unwrap_or_else(PoisonError::into_inner).recv();
                while let Ok((batch, give)) = next() {
                    // If nobody takes them, the run has ended.
                    let _ = give.send(batch.into_iter().map(work).collect());
                }
            });
        }
        // Where every thread has panicked, nobody receives, and the items end.
        drop(next_batch);
        for results in next_results {
            results.recv().into_iter().flatten().for_each(&mut consume);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items_whatever_each_takes() {
        for count in [0_u32, 1, 2, 1_000] {
            let mut results = Vec::new();
            let work = |item: u32| {
                if item.is_multiple_of(97) {
                    thread::yield_now();
                }
                2 * item
            };
            map_in_order(0..count, work, |result| results.push(result));
            assert!(results.into_iter().eq((0..count).map(|item| 2 * item)), "{count}");
        }
    }

    #[test]
    fn a_single_item_is_worked_on_by_the_thread_that_asks() {
        let this = thread::current().id();
        map_in_order(iter::once(()), |()| thread::current().id(), |id| assert_eq!(id, this));
    }
}

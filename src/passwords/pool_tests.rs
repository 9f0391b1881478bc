use super::*;
use crate::passwords::hashing_thread::BATCH_THRESHOLD;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::atomic::{AtomicU32, AtomicUsize};
use std::sync::mpsc;
use std::time::Duration;

fn address(number: u32) -> Option<IpAddr> {
    Some(Ipv4Addr::from_bits(number).into())
}

/// A sign-in from an address that has not been used before.
fn new_client() -> Priority {
    static NEXT: AtomicU32 = AtomicU32::new(1_000_000);
    Priority::sign_in(address(NEXT.fetch_add(1, Ordering::Relaxed)))
}

/// A pool with one thread, which is busy until the sender is dropped.
async fn busy_pool() -> (Arc<Pool>, mpsc::Sender<()>) {
    let pool = Arc::new(Pool::start(1));
    let (hold, held) = mpsc::channel::<()>();
    let (started, begun) = oneshot::channel();
    let busy = Arc::clone(&pool);
    tokio::spawn(async move {
        busy.run(new_client(), move |_| {
            started.send(()).unwrap();
            let _ = held.recv();
        })
        .await
    });
    begun.await.unwrap();
    (pool, hold)
}

#[tokio::test]
async fn a_full_queue_rejects_jobs_and_says_when_to_retry() {
    let (pool, hold) = busy_pool().await;
    let mut waiting: Vec<_> = (0..QUEUE_PER_THREAD).map(|_| Box::pin(pool.run(new_client(), |_| ()))).collect();
    for run in &mut waiting {
        assert!(futures::poll!(run).is_pending());
    }
    pool.shared.micros_per_job.store(100_000, Ordering::Relaxed);
    assert_eq!(pool.run(new_client(), |_| ()).await, Err(Overloaded { retry_after: 7 }), "64 jobs of 0.1 s");
    pool.shared.micros_per_job.store(1, Ordering::Relaxed);
    assert_eq!(pool.run(new_client(), |_| ()).await, Err(Overloaded { retry_after: 1 }), "at least one second");
    drop(hold);
    assert!(futures::future::join_all(waiting).await.iter().all(Result::is_ok));
    assert_eq!(pool.run(new_client(), |_| ()).await, Ok(()));
}

#[tokio::test]
async fn the_load_has_waiting_running_and_refused_jobs() {
    let (pool, hold) = busy_pool().await;
    let mut waiting: Vec<_> = (0..QUEUE_PER_THREAD).map(|_| Box::pin(pool.run(new_client(), |_| ()))).collect();
    for run in &mut waiting {
        assert!(futures::poll!(run).is_pending());
    }
    pool.run(new_client(), |_| ()).await.unwrap_err();
    assert_eq!(pool.load(), HashingLoad { waiting: QUEUE_PER_THREAD, running: 1, refused: 1 });
    drop(hold);
    futures::future::join_all(waiting).await;
    assert_eq!(pool.load(), HashingLoad { waiting: 0, running: 0, refused: 1 });
}

#[tokio::test]
async fn abandoned_jobs_are_skipped_and_make_room() {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    let (pool, hold) = busy_pool().await;
    for _ in 0..QUEUE_PER_THREAD {
        let mut run = Box::pin(pool.run(new_client(), |_| RUNS.fetch_add(1, Ordering::SeqCst)));
        assert!(futures::poll!(&mut run).is_pending());
    }
    let after = Arc::clone(&pool);
    let after = tokio::spawn(async move { after.run(new_client(), |_| "done").await });
    tokio::task::yield_now().await;
    drop(hold);
    assert_eq!(after.await.unwrap(), Ok("done"));
    assert_eq!(RUNS.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn in_a_flood_results_are_sent_in_batches_and_none_is_lost() {
    let (pool, hold) = busy_pool().await;
    let (second, begun) = oneshot::channel();
    let (end_second, second_ended) = mpsc::channel::<()>();
    let mut first = Box::pin(pool.run(new_client(), |_| ()));
    let mut second = Box::pin(pool.run(new_client(), move |_| {
        second.send(()).unwrap();
        let _ = second_ended.recv();
    }));
    let mut others: Vec<_> = (0..BATCH_THRESHOLD + 1).map(|_| Box::pin(pool.run(new_client(), |_| ()))).collect();
    assert!(futures::poll!(&mut first).is_pending() && futures::poll!(&mut second).is_pending());
    for run in &mut others {
        assert!(futures::poll!(run).is_pending());
    }
    drop(hold);
    begun.await.unwrap();
    assert!(futures::poll!(&mut first).is_pending(), "sent alone in spite of the flood");
    drop(end_second);
    assert_eq!((first.await, second.await), (Ok(()), Ok(())));
    assert!(futures::future::join_all(others).await.iter().all(Result::is_ok));
}

#[tokio::test]
async fn a_thread_keeps_no_more_results_than_jobs_wait_for_it() {
    let (pool, hold) = busy_pool().await;
    let mut early: Vec<_> = (0..3).map(|_| Box::pin(pool.run(new_client(), |_| ()))).collect();
    let (fourth, begun) = oneshot::channel();
    let (end_fourth, fourth_ended) = mpsc::channel::<()>();
    let mut fourth = Box::pin(pool.run(new_client(), move |_| {
        fourth.send(()).unwrap();
        let _ = fourth_ended.recv();
    }));
    let mut late: Vec<_> = (0..4).map(|_| Box::pin(pool.run(new_client(), |_| ()))).collect();
    for run in &mut early {
        assert!(futures::poll!(run).is_pending());
    }
    assert!(futures::poll!(&mut fourth).is_pending());
    for run in &mut late {
        assert!(futures::poll!(run).is_pending());
    }
    drop(hold);
    begun.await.unwrap();
    // With that of the job that was running, there are four results, and four jobs wait: a fifth result would be one more.
    for run in &mut early {
        assert!(futures::poll!(run).is_ready());
    }
    drop(end_fourth);
    assert!(futures::future::join_all(late).await.iter().all(Result::is_ok));
}

#[tokio::test]
async fn after_a_panic_the_caller_gets_an_error_and_the_thread_continues() {
    let pool = Pool::start(1);
    let panicked: Result<(), _> = pool.run(new_client(), |_| panic!("on purpose")).await;
    assert_eq!(panicked, Err(Overloaded { retry_after: 1 }));
    assert_eq!(pool.run(new_client(), |_| 7).await, Ok(7));
}

#[tokio::test]
async fn jobs_run_concurrently_on_all_threads() {
    let pool = Pool::start(2);
    let (sender, receiver) = mpsc::channel();
    let both = tokio::join!(
        pool.run(new_client(), move |_| receiver.recv_timeout(Duration::from_secs(10)).is_ok()),
        pool.run(new_client(), move |_| sender.send(()).is_ok()),
    );
    assert_eq!(both, (Ok(true), Ok(true)));
}

#[tokio::test]
async fn the_threads_end_with_the_pool() {
    let pool = Pool::start(1);
    let queue = Arc::downgrade(&pool.shared);
    pool.run(new_client(), |_| ()).await.unwrap();
    drop(pool);
    for _ in 0..1000 {
        if queue.upgrade().is_none() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("a thread still holds the queue");
}

#[tokio::test]
async fn during_a_flood_of_registrations_a_sign_in_is_queued_and_served_soon() {
    static SERVED: AtomicUsize = AtomicUsize::new(0);
    let (pool, hold) = busy_pool().await;
    let registration =
        |source| Box::pin(pool.run(Priority::other(address(source)), |_| SERVED.fetch_add(1, Ordering::SeqCst)));
    let mut registrations: Vec<_> = (0..400).map(registration).collect();
    let mut rejected = 0;
    for run in &mut registrations {
        rejected += usize::from(futures::poll!(run).is_ready());
    }
    assert_eq!(rejected, 400 - 48);
    let mut sign_in = Box::pin(pool.run(Priority::sign_in(address(7)), |_| SERVED.fetch_add(1, Ordering::SeqCst)));
    assert!(futures::poll!(&mut sign_in).is_pending());
    drop(hold);
    let before = sign_in.await.unwrap();
    assert!(before <= 1, "{before} registrations were served before it");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn all_threads_but_the_first_run_only_on_idle_cores() {
    use std::sync::Barrier;
    use thread_priority::unix::{NormalThreadSchedulePolicy, ThreadSchedulePolicy, thread_schedule_policy};
    let pool = Pool::start(3);
    // Each thread takes one of the jobs, because each waits for the others.
    let together = Arc::new(Barrier::new(3));
    let policy = || {
        let together = Arc::clone(&together);
        pool.run(new_client(), move |_| {
            together.wait();
            (thread::current().name().unwrap().to_owned(), thread_schedule_policy().unwrap())
        })
    };
    let (first, second, third) = tokio::join!(policy(), policy(), policy());
    let mut policies = [first.unwrap(), second.unwrap(), third.unwrap()];
    policies.sort();
    let expected =
        [NormalThreadSchedulePolicy::Other, NormalThreadSchedulePolicy::Idle, NormalThreadSchedulePolicy::Idle];
    assert_eq!(policies.map(|(_, policy)| policy), expected.map(ThreadSchedulePolicy::Normal));
}

/// The second thread gets hardly any processor time then, so a sign-in that it has taken waits for seconds.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn jobs_go_to_the_first_thread_while_the_machine_is_busy() {
    const JOBS: usize = 40;
    let pool = Pool::start(2);
    // Two jobs that wait for each other: both threads run, and wait for more afterwards.
    let meeting = Arc::new(std::sync::Barrier::new(2));
    let meet = || {
        let meeting = Arc::clone(&meeting);
        pool.run(new_client(), move |_| _ = meeting.wait())
    };
    assert_eq!(tokio::join!(meet(), meet()), (Ok(()), Ok(())));
    tokio::time::sleep(Duration::from_millis(50)).await;
    let stop = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let keep_busy = || {
        let stop = Arc::clone(&stop);
        thread::spawn(move || {
            while !stop.load(Ordering::Relaxed) {
                std::hint::spin_loop();
            }
        })
    };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let busy: Vec<_> = (0..2 * cores).map(|_| keep_busy()).collect();
    let mut by_first = 0;
    for _ in 0..JOBS {
        // The thread that has run the job before waits again, behind the other one.
        tokio::time::sleep(Duration::from_millis(5)).await;
        let is_first = pool.run(new_client(), |_| thread::current().name() == Some("password-0")).await;
        by_first += usize::from(is_first.expect("a place"));
    }
    stop.store(true, Ordering::Relaxed);
    busy.into_iter().for_each(|thread| thread.join().unwrap());
    assert!(by_first >= JOBS * 3 / 4, "{by_first} of {JOBS}");
}

#[cfg(target_os = "linux")]
#[test]
fn the_nice_value_of_hashing_threads_is_five_more_than_that_of_their_parent() {
    use rustix::process::{getpriority_process, setpriority_process};
    let nice = || getpriority_process(None).unwrap();
    for steps in [0, 3, 16, 19] {
        let started = thread::spawn(move || {
            // Lowering the priority needs no privilege.
            let inherited = (nice() + steps).min(19);
            setpriority_process(None, inherited).unwrap();
            let pool = Pool::start(1);
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            (inherited, runtime.block_on(pool.run(new_client(), move |_| nice())).unwrap())
        });
        let (inherited, of_the_thread) = started.join().unwrap();
        assert_eq!(of_the_thread, (inherited + 5).min(19), "started at {inherited}");
    }
}

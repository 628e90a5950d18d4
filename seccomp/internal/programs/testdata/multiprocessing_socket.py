"""Talks to a process by a pair of sockets, and shares an object by a manager's socket."""
import multiprocessing


def greet(connection):
    connection.send(connection.recv().upper())


def report(totals):
    totals["sum"] = sum(range(10))


def run(target, argument):
    worker = multiprocessing.Process(target=target, args=(argument,))
    worker.start()
    return worker


if __name__ == "__main__":
    ours, theirs = multiprocessing.Pipe()
    worker = run(greet, theirs)
    ours.send("hello")
    print(ours.recv())
    worker.join()

    with multiprocessing.Manager() as manager:
        totals = manager.dict()
        run(report, totals).join()
        print(dict(totals))

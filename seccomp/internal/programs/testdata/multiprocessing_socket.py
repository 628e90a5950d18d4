"""Talks to a process by a pair of sockets, and shares an object with it by a manager's socket."""
import multiprocessing


def greet(connection, totals):
    connection.send(connection.recv().upper())
    totals["sum"] = sum(range(10))


if __name__ == "__main__":
    ours, theirs = multiprocessing.Pipe()
    with multiprocessing.Manager() as manager:
        totals = manager.dict()
        worker = multiprocessing.Process(target=greet, args=(theirs, totals))
        worker.start()
        ours.send("hello")
        print(ours.recv())
        worker.join()
        print(dict(totals))

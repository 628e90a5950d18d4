"""Hears from a process by a pipe."""
import multiprocessing


def greet(connection):
    connection.send("HELLO")


if __name__ == "__main__":
    ours, theirs = multiprocessing.Pipe(duplex=False)
    # The other ways to start one, default since Python 3.14, use a socket.
    worker = multiprocessing.get_context("fork").Process(target=greet, args=(theirs,))
    worker.start()
    print(ours.recv())
    worker.join()

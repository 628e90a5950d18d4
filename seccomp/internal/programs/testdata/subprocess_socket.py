"""Runs a program by subprocess with a socket for its streams."""
import socket
import subprocess

ours, theirs = socket.socketpair()
with ours, subprocess.Popen(["cat"], stdin=theirs, stdout=theirs):
    theirs.close()
    ours.sendall(b"by socket\n")
    ours.shutdown(socket.SHUT_WR)
    print(ours.makefile().read(), end="")

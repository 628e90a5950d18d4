# Passes a word through shared memory and a semaphore of System V.
use strict;
use warnings;

# IPC_PRIVATE, IPC_CREAT and IPC_RMID have the same values on every architecture.
my ($private, $create, $remove) = (0, 01000, 0);
my $memory = shmget($private, 4096, $create | 0600) // die "shmget: $!";
my $semaphore = semget($private, 1, $create | 0600) // die "semget: $!";
if (fork() == 0) {
    shmwrite($memory, "hello", 0, 5) or die "shmwrite: $!";
    semop($semaphore, pack("s!3", 0, 1, 0)) or die "semop: $!";
    exit;
}
semop($semaphore, pack("s!3", 0, -1, 0)) or die "semop: $!";
shmread($memory, my $word, 0, 5) or die "shmread: $!";
shmctl($memory, $remove, 0) and semctl($semaphore, 0, $remove, 0) or die "ctl: $!";
print "$word\n";
wait();

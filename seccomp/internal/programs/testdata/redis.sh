# Runs redis-server with an append-only file on a socket in the current folder,
# has redis-benchmark and redis-cli use it, and ends it.
set -e
redis-server --port 0 --unixsocket socket --save '' \
	--appendonly yes --appendfsync always --logfile server.log &
server=$!
until redis-cli -s socket ping >pong 2>&1; do
	kill -0 $server || wait $server # the script ends with the server's status
	sleep 0.05
done
redis-benchmark -s socket -q -n 100 -c 5 -t set,get,incr,lpush >benchmark.log
redis-cli -s socket set greeting hello
redis-cli -s socket bgrewriteaof
redis-cli -s socket get greeting
redis-cli -s socket shutdown
wait $server

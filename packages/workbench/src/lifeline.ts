// Loaded before a program that bootstrap.js or server-process.ts starts with a channel: however the process ends that
// started it, also by SIGKILL, the program ends, too, and leaves no port taken. The channel does not keep it alive.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();

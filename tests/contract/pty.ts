import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { Duplex } from 'node:stream';

/**
 * Opens a pseudo-terminal in raw mode, makes the path in argv[1] a link to it, and carries bytes between it and the
 * standard streams. Ends with its input, which hangs the terminal up.
 */
const relay = `
import os, pty, select, sys, tty
master, slave = pty.openpty()
tty.setraw(slave)
os.symlink(os.ttyname(slave), sys.argv[1] + '.new')
os.replace(sys.argv[1] + '.new', sys.argv[1])
os.write(1, b'!')
while True:
    ready, _, _ = select.select([0, master], [], [])
    for source, sink in ((0, master), (master, 1)):
        if source in ready:
            data = os.read(source, 512)
            if not data: sys.exit()
            while data: data = data[os.write(sink, data):]
`;

/** Why a pseudo-terminal cannot be had here, if so: Node has none of its own, Python does. */
export function missingPty(): string | undefined {
  const found = spawnSync('python3', ['-I', '-S', '-c', 'import pty; pty.openpty()'], { encoding: 'utf8' });
  if (found.error) return 'python3 is not installed (apt install python3)';
  return found.status === 0
    ? undefined
    : `python3 cannot open one: ${found.stderr.trim().split('\n').at(-1)}`;
}

/** A pseudo-terminal at `path`: what is written there comes out of the stream, and back. Ends with the stream. */
export async function openPty(path: string): Promise<Duplex> {
  const { stdin, stdout } = spawn('python3', ['-I', '-S', '-c', relay, path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(stdout, 'readable');
  stdout.read(1);
  return Duplex.from({ readable: stdout, writable: stdin });
}

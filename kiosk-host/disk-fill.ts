import { statfsSync } from 'node:fs';

/** How full the file system under `folder` is: the share in use, 0 to 1, and free bytes for who is not root. Undefined when it does not say. */
export function diskFill(folder: string): { readonly used: number; readonly free: number } | undefined {
  try {
    const { blocks, bavail, bsize } = statfsSync(folder);
    return blocks === 0 ? undefined : { used: 1 - bavail / blocks, free: bavail * bsize };
  } catch {
    return undefined;
  }
}

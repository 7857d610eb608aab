import type { Bitmap } from '../bitmap.ts';

/** Images that a printer keeps by key, as long as they fit. */
export class GraphicsMemory {
  /** Bytes. */
  readonly capacity: number;
  readonly #images = new Map<string, Bitmap>();

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get free(): number {
    let used = 0;
    for (const image of this.#images.values()) used += image.bytes.length;
    return this.capacity - used;
  }

  keys(): readonly string[] {
    return [...this.#images.keys()];
  }

  get(key: string): Bitmap | undefined {
    return this.#images.get(key);
  }

  /** Keeps `image` in place of what `key` had; false if there is no room, and then nothing changes. */
  store(key: string, image: Bitmap): boolean {
    const room = this.free + (this.#images.get(key)?.bytes.length ?? 0);
    if (image.bytes.length > room) return false;
    this.#images.set(key, image);
    return true;
  }

  delete(key: string): void {
    this.#images.delete(key);
  }

  clear(): void {
    this.#images.clear();
  }
}

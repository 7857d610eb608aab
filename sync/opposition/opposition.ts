import type { CardSerial } from '@borne/domain/rights';
import type { HttpOptions } from '../central/http.ts';
import { downloadList } from './download.ts';
import { keepList, readList, sha256 } from './list-file.ts';
import { decodeOppositionList, type OppositionList } from './opposition-list.ts';
import type { OppositionPort } from './port.ts';

/** How asking for a newer list ended. `problem` is for a technician. */
export type Refresh =
  /** `kept`: on disk; one that is not serves until the kiosk stops. */
  | { readonly refresh: 'replaced'; readonly cards: number; readonly kept: boolean }
  | { readonly refresh: 'unchanged' }
  | { readonly refresh: 'failed'; readonly problem: string };

export interface Opposition extends OppositionPort {
  /** Asks the centre for a newer list and keeps it. The one in hand serves until then, and when it fails. */
  refresh(signal?: AbortSignal): Promise<Refresh>;
}

/** The opposition list, from `file` at once and from the centre when asked. */
export function openOpposition({
  file,
  http,
}: {
  readonly file: string;
  readonly http: HttpOptions;
}): Opposition {
  let inHand = read(readList(file));

  return {
    isOpposed: (serial: CardSerial) => inHand?.list.has(serial) ?? false,
    async refresh(signal) {
      const downloaded = await downloadList(http, inHand?.digest, signal);
      if (!downloaded.ok) return { refresh: 'failed', problem: downloaded.error.detail };
      if (downloaded.value === 'unchanged') return { refresh: 'unchanged' };
      const decoded = decodeOppositionList(downloaded.value);
      if (!decoded.ok) return { refresh: 'failed', problem: `opposition list: ${decoded.error}` };
      inHand = { list: decoded.value, digest: sha256(downloaded.value) };
      return { refresh: 'replaced', cards: decoded.value.size, kept: keepList(file, downloaded.value).ok };
    },
  };
}

function read(bytes: Uint8Array | undefined): { list: OppositionList; digest: string } | undefined {
  const decoded = bytes && decodeOppositionList(bytes);
  return bytes && decoded?.ok ? { list: decoded.value, digest: sha256(bytes) } : undefined;
}

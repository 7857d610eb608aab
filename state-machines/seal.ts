import type { Manifest, SealValue } from '@borne/documents/seal/manifest';
import { sealedText } from '@borne/documents/seal/sealed-text';
import type { EpochMilliseconds } from '@borne/domain/time';
import type { SealReference } from '@borne/sync/journal/port';
import type { SealingPort } from '@borne/sync/sealing/port';

/** What the 2D code of a document says, and what the journal keeps of it. */
export interface AppliedSeal {
  readonly content: string;
  readonly reference: SealReference;
}

/** Seals `values` when the kiosk may seal at `at`; nothing otherwise, and the document then says that it has no seal. */
export function applySeal(
  sealing: SealingPort,
  at: EpochMilliseconds,
  manifest: Manifest,
  values: readonly SealValue[],
): AppliedSeal | undefined {
  const sealer = sealing.sealer(at);
  if (!sealer.ok) return undefined;
  const { authority, certificate, fingerprint } = sealer.value;
  const content = sealedText(manifest, values, sealer.value, at);
  return { content, reference: { authority, certificate, fingerprint: fingerprint(content) } };
}

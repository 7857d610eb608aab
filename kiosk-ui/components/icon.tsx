import type { Icon, Intent, Tone } from '@borne/state-machines/view';
import {
  ArrowLeft,
  BadgeCheck,
  Check,
  CircleAlert,
  CircleCheck,
  CreditCard,
  FileCheck2,
  Hand,
  Info,
  LogOut,
  type LucideIcon,
  NotebookText,
  Printer,
  ReceiptText,
  RefreshCw,
  ScanLine,
  TriangleAlert,
  UserRound,
  Wifi,
} from 'lucide-react';

const pictograms: Record<Icon, LucideIcon> = {
  attestation: FileCheck2,
  card: CreditCard,
  person: UserRound,
  printer: Printer,
  network: Wifi,
  journal: NotebookText,
  identity: BadgeCheck,
  reader: ScanLine,
  paper: ReceiptText,
  sync: RefreshCw,
};

const tones: Record<Tone, LucideIcon> = {
  neutral: Info,
  success: CircleCheck,
  attention: TriangleAlert,
  error: CircleAlert,
};

const intents: Record<Intent['type'], LucideIcon | undefined> = {
  choose: undefined,
  toggle: undefined,
  digit: undefined,
  erase: undefined,
  confirm: Check,
  back: ArrowLeft,
  leave: LogOut,
  stay: Hand,
  run: undefined,
};

/** A pictogram of the View's set. Decorative: it always stands beside its words. */
export function Pictogram({ icon }: { icon: Icon }) {
  const Drawing = pictograms[icon];
  return <Drawing aria-hidden="true" />;
}

export function ToneIcon({ tone }: { tone: Tone }) {
  const Drawing = tones[tone];
  return <Drawing aria-hidden="true" />;
}

/** The sign of what a button does, for the few intents that have one everybody knows. */
export function IntentIcon({ intent }: { intent: Intent }) {
  const Drawing = intents[intent.type];
  return Drawing ? <Drawing aria-hidden="true" className="points-along" /> : null;
}

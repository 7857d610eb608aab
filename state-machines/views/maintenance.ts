import type { CardReaderState } from '@borne/device-drivers/card-reader/port';
import type { PrinterState } from '@borne/device-drivers/receipt-printer/port';
import type { Delivery } from '@borne/sync/uplink/port';
import type { Issued } from '../issue.machine.ts';
import {
  type MaintenanceContext,
  type MaintenanceSnapshot,
  type Notice,
  tools,
} from '../maintenance.machine.ts';
import type { MessageKey } from '../texts/fr.ts';
import type { Say } from '../texts/texts.ts';
import type { DeviceRow, Icon, Tone } from '../view.ts';
import { admissionPage } from './admission.ts';
import { identityRow } from './identity-row.ts';
import { journalRow } from './journal-row.ts';
import { button, type Page, type Surroundings } from './page.ts';
import { referenceFacts } from './reference.ts';
import { takePage } from './taking.ts';

/** The pages of maintenance mode. */
export function maintenancePage(snapshot: MaintenanceSnapshot, surroundings: Surroundings): Page {
  const { context, children } = snapshot;
  const { say } = surroundings;
  if (!context.cardIsIn) return closingPage(say);
  if (snapshot.matches('unrecorded')) return unrecordedPage(context, surroundings);
  if (typeof snapshot.value === 'object') return toolsPage(context, surroundings, true);
  switch (snapshot.value) {
    case 'admitting':
    case 'recordingEntry':
      return admissionPage(children.admission?.getSnapshot(), say);
    case 'open':
      return toolsPage(context, surroundings, false);
    case 'printingTest':
    case 'closingAction':
      return toolsPage(context, surroundings, true);
    case 'recordingExit':
    case 'ended':
      return closingPage(say);
    case 'taking':
      return takePage(children.taking?.getSnapshot(), {}, say);
  }
}

const closingPage = (say: Say): Page => ({
  key: 'maintenance-closing',
  screen: {
    kind: 'information',
    tone: 'neutral',
    title: say('maintenance.closing.title'),
    body: say('maintenance.closing.body'),
  },
  actions: [],
});

const toolIcons = { 'test-print': 'paper', 'sync-now': 'sync' } as const satisfies Record<string, Icon>;

function toolsPage(context: MaintenanceContext, surroundings: Surroundings, running: boolean): Page {
  const { say, settings } = surroundings;
  return {
    key: 'maintenance',
    screen: {
      kind: 'maintenance',
      title: say('maintenance.title', { kiosk: settings.kioskId }),
      devices: deviceRows(surroundings),
      facts: facts(surroundings),
      tools: tools.map((tool) => ({
        id: tool,
        label: say(`tool.${tool}`),
        hint: say(`tool.${tool}.hint`),
        icon: toolIcons[tool],
        intent: { type: 'run', action: tool },
        ...(running ? { unavailable: say('maintenance.running') } : {}),
      })),
      ...(context.notice ? { notice: noticeOf(context.notice, surroundings) } : {}),
    },
    actions: running ? [] : [button(say('action.leave-maintenance'), { type: 'leave' }, 'secondary')],
  };
}

/** All that can be seen, and nothing that can be run. */
function unrecordedPage(context: MaintenanceContext, surroundings: Surroundings): Page {
  const { say } = surroundings;
  const page = toolsPage(context, surroundings, false);
  if (page.screen.kind !== 'maintenance') return page;
  const tools = page.screen.tools.map((tool) => ({
    ...tool,
    unavailable: say('maintenance.unrecorded.tool'),
  }));
  const notice = { tone: 'error' as const, text: say('maintenance.unrecorded') };
  return { ...page, screen: { ...page.screen, tools, notice } };
}

const issuedTones = {
  printed: 'success',
  'not-printed': 'error',
  'in-doubt': 'attention',
  'not-recorded': 'error',
  cancelled: 'attention',
} as const satisfies Record<Issued, Tone>;

const issuedTexts = {
  printed: 'notice.test-print.printed',
  'not-printed': 'notice.test-print.not-printed',
  'in-doubt': 'notice.test-print.in-doubt',
  'not-recorded': 'notice.not-recorded',
  cancelled: 'notice.test-print.not-printed',
} as const satisfies Record<Issued, MessageKey>;

function noticeOf(notice: Notice, surroundings: Surroundings): { tone: Tone; text: string } {
  const { say } = surroundings;
  if ('failure' in notice) return { tone: 'error', text: say(`notice.${notice.failure}`) };
  if (notice.tool === 'test-print')
    return { tone: issuedTones[notice.issued], text: say(issuedTexts[notice.issued]) };
  const { delivery } = notice;
  const good = delivery?.delivery === 'acknowledged' || delivery?.delivery === 'nothing-to-send';
  return {
    tone: good ? 'success' : 'attention',
    text: say('notice.sync', {
      result: delivery ? deliveryText(delivery, surroundings) : say('delivery.no-answer'),
    }),
  };
}

/** The centre answers, and lets this kiosk's certificate in no more. */
const isUnwelcome = ({ identity }: Pick<Surroundings, 'identity'>) => identity.identity !== 'enrolled';

function deliveryText(delivery: Delivery, surroundings: Surroundings): string {
  const { say } = surroundings;
  if (delivery.delivery === 'acknowledged')
    return say('delivery.acknowledged', { records: delivery.records });
  if (delivery.delivery === 'postponed' && isUnwelcome(surroundings)) return say('delivery.refused');
  return say(`delivery.${delivery.delivery}`);
}

function networkRow(surroundings: Surroundings): RowState {
  const { network, say } = surroundings;
  if (network === 'down' && isUnwelcome(surroundings))
    return { state: say('network.unwelcome'), tone: 'bad' };
  return {
    state: say(`network.${network}`),
    tone: network === 'up' ? 'good' : network === 'down' ? 'bad' : 'attention',
  };
}

function deviceRows(surroundings: Surroundings): readonly DeviceRow[] {
  const { reader, printer, journalUsable, journalHealth, identity, say } = surroundings;
  return [
    { icon: 'reader', name: say('device.reader'), ...readerRow(reader, say) },
    { icon: 'printer', name: say('device.printer'), ...printerRow(printer, say) },
    { icon: 'network', name: say('device.network'), ...networkRow(surroundings) },
    {
      icon: 'journal',
      name: say('device.journal'),
      ...journalRow(journalHealth, journalUsable, say),
    },
    { icon: 'identity', name: say('device.identity'), ...identityRow(identity, say) },
  ];
}

type RowState = Pick<DeviceRow, 'state' | 'tone'>;

const readerRow = (reader: CardReaderState, say: Say): RowState =>
  reader.reader === 'absent'
    ? { state: say('reader.absent'), tone: 'bad' }
    : { state: say('reader.ready', { name: reader.name }), tone: 'good' };

function printerRow(printer: PrinterState, say: Say): RowState {
  if (printer.printer === 'disconnected') return { state: say('printer.disconnected'), tone: 'bad' };
  if (printer.printer === 'write-only') return { state: say('printer.write-only'), tone: 'attention' };
  if (printer.cover === 'open') return { state: say('printer.open'), tone: 'bad' };
  if (printer.paper === 'out') return { state: say('printer.out'), tone: 'bad' };
  if (printer.fault) return { state: say(`printer.${printer.fault}`), tone: 'bad' };
  if (printer.paper === 'near-end') return { state: say('printer.near-end'), tone: 'attention' };
  return printer.presenter === 'ticket'
    ? { state: say('printer.ticket'), tone: 'attention' }
    : { state: say('printer.ready'), tone: 'good' };
}

function facts(surroundings: Surroundings) {
  const { backlog, lastDelivery, now, say } = surroundings;
  const ago = (at: number) => say('fact.ago', { minutes: Math.max(0, Math.floor((now - at) / 60_000)) });
  return [
    { label: say('fact.unacknowledged'), value: String(backlog.unacknowledged) },
    {
      label: say('fact.oldest'),
      value: backlog.oldestAt === undefined ? say('fact.none') : ago(backlog.oldestAt),
    },
    { label: say('fact.in-doubt'), value: String(backlog.inDoubt) },
    {
      label: say('fact.last-delivery'),
      value: lastDelivery
        ? say('fact.last-delivery.value', {
            ago: ago(lastDelivery.at),
            result: deliveryText(lastDelivery.delivery, surroundings),
          })
        : say('fact.never'),
    },
    ...referenceFacts(surroundings),
  ];
}

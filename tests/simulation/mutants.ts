import type { Change } from './bundle.ts';

export interface Mutant extends Change {
  /** What goes wrong with it. */
  readonly breaks: string;
}

const exchange = 'sync/uplink/exchange.ts';
const pacing = 'sync/uplink/pacing.ts';
const journal = 'sync/journal/journal.ts';
const connection = 'sync/journal/connection.ts';
const judge = 'simulators/central-api/journal/judge.ts';

/** Mistakes that somebody could make in the protocol, one line each. The simulator must notice every one. */
export const mutants: readonly Mutant[] = [
  {
    breaks: 'any watermark is believed, whoever signed it',
    file: exchange,
    find: 'if (!verify({ kiosk: sent.kiosk, epoch, seq, head }, key, signature))',
    replace: 'if (!key)',
  },
  {
    breaks: 'what was sent counts as taken, whatever the watermark says',
    file: exchange,
    find: 'const left = journal.acknowledge(watermark);',
    replace: 'const left = journal.acknowledge({ ...watermark, seq: sent.to, head: sent.batch.head });',
  },
  {
    breaks: 'a gap is answered with more of the same',
    file: exchange,
    find: "case 'gap': {",
    replace: "case 'gap': {\n      if (reply.reply === 'gap') return postponed('protocol', 'a gap');",
  },
  {
    breaks: 'a fork is taken for a passing failure',
    file: exchange,
    find: "return { delivery: 'refused', error: reply.error };",
    replace: "return { delivery: 'postponed', error: reply.error };",
  },
  {
    breaks: 'a diverged centre is taken for a passing failure',
    file: exchange,
    find: "if (code === 'diverged') return",
    replace: "if (code === 'closed') return",
  },
  {
    breaks: 'a failed delivery counts as nothing to send',
    file: exchange,
    find: "return { delivery: 'postponed', error, ...(retryAfter === undefined ? {} : { retryAfter }) };",
    replace:
      "return retryAfter === undefined ? { delivery: 'nothing-to-send' } : { delivery: 'postponed', error, retryAfter };",
  },
  {
    breaks: 'there is never more to send than was sent',
    file: exchange,
    find: 'more: left.value > 0',
    replace: 'more: false',
  },
  {
    breaks: 'after a failure a whole batch is sent again, on a line where it does not pass',
    file: pacing,
    find: 'failures > 0;',
    replace: 'failures < 0;',
  },
  {
    breaks: 'a kiosk that was refused once never tries again',
    file: pacing,
    find: "    case 'wait.over':\n    case 'sync.now':\n      return true;",
    replace: "    case 'wait.over':\n    case 'sync.now':\n      return phase !== 'refused';",
  },
  {
    breaks: 'a record that is written during a delivery waits for the next one',
    file: pacing,
    find: 'const more = pacing.newRecords ||',
    replace: 'const more =',
  },
  {
    breaks: 'a record that is written wakes nobody',
    file: pacing,
    find: "return phase === 'resting';",
    replace: 'return false;',
  },
  {
    breaks: 'the centre’s wish to be left alone is not heard',
    file: pacing,
    find: 'return Math.round(asked + random() * spread);',
    replace: 'return Math.round(random() * spread);',
  },
  {
    breaks: 'a turn that the centre gave ends when it answers something else',
    file: pacing,
    find: 'event.reachable && retryAfter < PLANNED.from',
    replace: 'event.reachable',
  },
  {
    breaks: 'every failure is tried again after the same short time',
    file: pacing,
    find: 'FIRST * 2 ** Math.max(0, failures - 1)',
    replace: 'FIRST',
  },
  {
    breaks: 'two deliveries run at once',
    file: pacing,
    find: "    case 'journal.written':\n      return stay({ ...seen, newRecords: true });",
    replace: "    case 'journal.written':\n      return enter(seen, 'delivering');",
  },
  {
    breaks: 'a centre that went back is not believed',
    file: journal,
    find: 'if (seq < stream.baseSeq)',
    replace: 'if (seq < stream.ackedSeq)',
  },
  {
    breaks: 'a watermark about other records is believed',
    file: journal,
    find: 'return own === head',
    replace: 'return own !== head || own === head',
  },
  {
    breaks: 'a watermark about another epoch is believed',
    file: journal,
    find: 'if (epoch !== stream.epoch)',
    replace: 'if (epoch.length !== stream.epoch.length)',
  },
  {
    breaks: 'records go as soon as the centre has them',
    file: journal,
    find: 'store.purgeAcknowledgedBefore(openFor() - KEPT_AFTER_ACKNOWLEDGEMENT);',
    replace: 'store.purgeAcknowledgedBefore(openFor() + 1);',
  },
  {
    breaks: 'records go after a few days only',
    file: journal,
    find: '= 7 * 24 * 60 * 60 * 1000;',
    replace: '= 1.5 * 24 * 60 * 60 * 1000;',
  },
  {
    breaks: 'records go after seven days without a word from the centre',
    file: journal,
    find: 'const { epoch, seq, ackedSeq, baseSeq, baseHead } = store.stream();',
    replace:
      'store.purgeAcknowledgedBefore(openFor() - KEPT_AFTER_ACKNOWLEDGEMENT);\n        const { epoch, seq, ackedSeq, baseSeq, baseHead } = store.stream();',
  },
  {
    breaks: 'the age of an acknowledgement is told by the wall clock',
    file: journal,
    find: '(before?.openFor ?? 0) + Math.trunc(clock.monotonic() - openedAt)',
    replace: 'clock.now()',
  },
  {
    breaks: 'a batch that does not begin after the purged records is chained on nothing',
    file: journal,
    find: 'const prev = ackedSeq === baseSeq ? baseHead : store.hashAt(ackedSeq);',
    replace: 'const prev = ackedSeq === baseSeq ? GENESIS : store.hashAt(ackedSeq);',
  },
  {
    breaks: 'what an earlier run left open is taken for done',
    file: journal,
    find: "const lost: Told = { outcome: 'in-doubt',",
    replace: "const lost: Told = { outcome: 'done',",
  },
  {
    breaks: 'what an earlier run left open stays open',
    file: journal,
    find: 'for (const { id } of unsettled) waiting.set(id, lost);',
    replace: '',
  },
  {
    breaks: 'an operation is settled as often as it is told',
    file: journal,
    find: 'if (operation.outcome === null) settle(store, id, told);',
    replace: 'settle(store, id, told);',
  },
  {
    breaks: 'an outcome that found no room is forgotten',
    file: journal,
    find: 'if (!settled.ok && isPassing(settled.error)) return;\n      waiting.delete(id);',
    replace: 'waiting.delete(id);',
  },
  {
    breaks: 'this run’s own operations are taken for an earlier one’s',
    file: journal,
    find: 'return connection.commit((store) => takeOver(store) && work(store), kind);',
    replace: 'return connection.commit(work, kind);',
  },
  {
    breaks: 'a record that is found after a failed commit is written again',
    file: connection,
    find: 'if (again && expected && again.store.head() === expected.head) return expected.result;',
    replace: '',
  },
  {
    breaks: 'a failed commit counts as done',
    file: connection,
    find: 'if (again && expected && again.store.head() === expected.head) return expected.result;',
    replace: 'if (expected) return expected.result;',
  },
  {
    breaks: 'what is read after a failed flush is believed',
    file: connection,
    find: '      opened.value.checkpoint();\n      return opened;',
    replace: '      return opened;',
  },
  {
    breaks: 'a checkpoint that fails is taken for one that did not',
    file: connection,
    find: "return err({ code: 'unusable', detail: 'what the journal holds cannot be flushed', cause });",
    replace: 'return open();',
  },
  {
    breaks: 'records go for their room when there is plenty',
    file: connection,
    find: 'const FULL_FOR_NEW_WORK = 0.95;',
    replace: 'const FULL_FOR_NEW_WORK = 0.5;',
  },
  {
    breaks: 'new work takes the room that is for ending what was begun',
    file: connection,
    find: "if (kind === 'new-work' && isShort(opened))",
    replace: "if (kind === 'new-work' && opened.fill() > 1)",
  },
  {
    breaks: 'a hole in the records is no gap',
    file: judge,
    find: 'if (from > held.seq + 1)',
    replace: 'if (from > held.seq + 2)',
  },
  {
    breaks: 'the centre does not compare what it already has',
    file: judge,
    find: 'if (other) return forked(',
    replace: "if (other?.hash === '') return forked(",
  },
  {
    breaks: 'the centre does not look what a batch is chained on',
    file: judge,
    find: 'if (prev !== hashOf(from - 1)) return',
    replace: 'if (prev.length === 0) return',
  },
  {
    breaks: 'the centre takes again what it has',
    file: judge,
    find: 'const fresh = records.filter(({ seq }) => seq > held.seq);',
    replace: 'const fresh = records;',
  },
  {
    breaks: 'the centre’s watermark stays behind',
    file: judge,
    find: 'watermark: last ? { seq: last.seq, head: last.hash } : held }',
    replace: 'watermark: last && fresh.length < 3 ? { seq: last.seq, head: last.hash } : held }',
  },
];

import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The files that take longest, the longest first: whatever begins last is waited for alone. Those that wait for a disk, a printer or a
 * reader and those that calculate take turns, since three run at a time. The order is all that depends on this list.
 */
const longest = [
  'tests/simulation/simulation.test.ts',
  'tests/end-to-end/visit.test.ts',
  'tests/crash/killed-at-random.test.ts',
  'tests/end-to-end/verify.test.ts',
  'tests/simulation/mutants.test.ts',
  'tests/privacy/memory.test.ts',
  'tests/end-to-end/bench-page.test.ts',
  'tests/end-to-end/card-update.test.ts',
  'tests/crash/power-cut.test.ts',
  'tests/contract/paper-ocr.test.ts',
  'tests/crash/lossy-delivery.test.ts',
  'tests/crash/injected-faults.test.ts',
  'tests/contract/card-update-tears.test.ts',
  'tests/end-to-end/command-line.test.ts',
  'tests/contract/card-reader.test.ts',
  'tests/contract/documents.test.ts',
  'sync/journal/journal-full.test.ts',
  'tests/contract/receipt-printer-moments.test.ts',
  'tests/end-to-end/screens.test.ts',
  'tests/contract/seal.test.ts',
  'tests/privacy/nothing-left-behind.test.ts',
  'tests/privacy/stolen-disk.test.ts',
  'simulators/central-api/central-api.test.ts',
];

/** Longest files first, of whatever project; then the others as Vitest has them; unit tests, which are short, fill up the end. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId, project }: TestSpecification) => {
      const index = longest.indexOf(relative(this.ctx.config.root, moduleId));
      if (index >= 0) return index;
      return project.name === 'unit' ? longest.length + 1 : longest.length;
    };
    return (await super.sort(files)).sort((one, other) => place(one) - place(other));
  }
}

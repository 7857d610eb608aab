import { mkdirSync } from 'node:fs';
import {
  type PrinterProfileName,
  printerProfiles,
} from '@borne/device-drivers/receipt-printer/profiles/catalogue';
import { type SecondLanguage, secondLanguageFor } from '@borne/documents/texts/say';
import { type CalendarDate, calendarDateAt, parseCalendarDate } from '@borne/domain/calendar-date';
import { Command, InvalidArgumentError, Option } from 'commander';
import { systemClock } from '../clock.ts';
import { fail } from './fail.ts';

interface Options {
  readonly out: string;
  readonly people?: readonly string[];
  readonly printer: PrinterProfileName;
  readonly language?: SecondLanguage;
  readonly date?: CalendarDate;
}

export const galleryCommand = new Command('gallery')
  .description(
    'Print every document on the simulated printer, check it, and write pictures with a page to see them',
  )
  .requiredOption('-o, --out <folder>', 'where to write them')
  .option('--people <ids>', 'personas, separated by commas; all when absent', (text: string) =>
    text.split(','),
  )
  .addOption(
    new Option('-p, --printer <name>', 'whose paper')
      .choices(Object.keys(printerProfiles))
      .default('tm-t20iii'),
  )
  .option('-l, --language <code>', 'a second language under the French: en, es or pt', secondLanguage)
  .option('--date <AAAA-MM-JJ>', 'the day they are made for; today when absent', date)
  .action(async ({ out, people, printer, language, date: today }: Options) => {
    const { makeGallery } = await import('../gallery/gallery.ts');
    const { personas } = await import('@borne/simulators/personas/personas');
    const known = personas(calendarDateAt(systemClock.now())).map(({ id }) => id);
    const stranger = people?.find((id) => !known.includes(id));
    if (stranger !== undefined) fail(`no persona "${stranger}": expected some of ${known.join(', ')}`);
    try {
      mkdirSync(out, { recursive: true });
    } catch (cause) {
      fail(`cannot write in "${out}": ${cause instanceof Error ? cause.message : cause}`);
    }
    const report = await makeGallery({
      out,
      printer,
      today: today ?? calendarDateAt(systemClock.now()),
      ...(people && { people }),
      ...(language && { secondLanguage: language }),
    });
    for (const problem of report.problems) console.error(problem);
    const codes = report.codesRead
      ? `codes read back by ZBar, ${report.seals} seals verified`
      : 'codes not read back: zbar-tools is not installed';
    console.log(`${report.sheets} sheets in ${out}; ${report.problems.length} problems; ${codes}`);
    if (report.problems.length > 0) process.exitCode = 1;
  });

function secondLanguage(text: string): SecondLanguage {
  const language = secondLanguageFor(text);
  if (!language) throw new InvalidArgumentError('expected en, es or pt.');
  return language;
}

function date(text: string): CalendarDate {
  const day = parseCalendarDate(text);
  if (!day.ok) throw new InvalidArgumentError(`${day.error}.`);
  return day.value;
}

import { spawnSync } from 'node:child_process';

/** What the suites want beside Node: a real PC/SC service with a virtual reader, a real browser, a disk whose power can be cut. */
export const suitePackages = [
  'libpcsclite-dev',
  'pcscd',
  'vsmartcard-vpcd',
  'chromium',
  'tesseract-ocr',
  'tesseract-ocr-fra',
  'zbar-tools',
  'openssl',
  'xfsprogs',
  'e2fsprogs',
  'libeatmydata1',
  'postgresql',
  'strace',
  'make',
  'g++',
  'python3',
];

/** What a native npm package is compiled with where no prebuilt one can be had. */
export const toolchainPackages = ['make', 'g++', 'python3'];

/** Those of `packages` that dpkg does not have; all of them where there is no dpkg. */
export function missingDebianPackages(packages) {
  return packages.filter((name) => {
    const query = spawnSync('dpkg', ['-s', name], { encoding: 'utf8' });
    return !query.stdout?.includes('Status: install ok installed');
  });
}

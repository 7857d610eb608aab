// The arrows between the rooms (docs/architecture.md). A room may import only what its row names.
const mayImport = {
  domain: [],
  documents: ['domain'],
  'device-drivers': ['domain'],
  sync: ['domain'],
  'state-machines': ['domain', 'documents', 'device-drivers', 'sync'],
  simulators: ['domain', 'documents', 'device-drivers', 'sync'],
  'kiosk-ui': ['state-machines'],
};
const rooms = [...Object.keys(mayImport), 'kiosk-host', 'tests', 'benchmarks'];

module.exports = {
  forbidden: [
    ...Object.entries(mayImport).map(([room, allowed]) => ({
      name: `${room}-imports-only-${allowed.join('-') || 'nothing'}`,
      severity: 'error',
      from: { path: `^${room}/`, pathNot: '[.]test[.]tsx?$' },
      to: { path: `^(${rooms.filter((other) => other !== room && !allowed.includes(other)).join('|')})/` },
    })),
    {
      name: 'state-machines-import-ports-not-drivers',
      comment: 'A machine that knew a driver could not be run against another one.',
      severity: 'error',
      from: { path: '^state-machines/', pathNot: '[.]test[.]ts$' },
      to: { path: '^(device-drivers|sync)/', pathNot: '/port[.]ts$|^sync/uplink/pacing[.]ts$' },
    },
    {
      name: 'screens-know-only-the-view',
      severity: 'error',
      from: { path: '^kiosk-ui/', pathNot: '[.]test[.]tsx?$' },
      to: { path: '^state-machines/', pathNot: '^state-machines/view[.]ts$' },
    },
    {
      name: 'simulators-stay-below-the-drivers',
      comment: 'A simulator replaces a transport, never a driver.',
      severity: 'error',
      from: { path: '^simulators/', pathNot: '[.]test[.]ts$' },
      to: { path: '^device-drivers/', pathNot: '/transport[.]ts$' },
    },
    {
      name: 'pure-rooms-do-no-io',
      severity: 'error',
      from: { path: '^(domain|documents)/', pathNot: '[.]test[.]ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-orphan-import', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|var)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs'],
    },
  },
};

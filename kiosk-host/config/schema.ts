import {
  type PrinterProfileName,
  printerProfiles,
} from '@borne/device-drivers/receipt-printer/profiles/catalogue';
import { KioskName } from '@borne/sync/contract/identifiers';
import { type Static, Type } from 'typebox';

const closed = { additionalProperties: false };
const Text = (description: string) => Type.String({ minLength: 1, description });
const Port = (description: string) => Type.Integer({ minimum: 0, maximum: 65_535, description });

/** What the software does not have a real part for is `simulated`; every such choice is visible here. */
const CardReader = Type.Union([
  Type.Object(
    {
      transport: Type.Literal('simulated'),
      answerTime: Type.Optional(
        Type.Number({
          minimum: 0,
          description: 'milliseconds that a card takes to answer an APDU; default 40',
        }),
      ),
    },
    closed,
  ),
  Type.Object(
    {
      transport: Type.Literal('pcsc'),
      reader: Type.Optional(
        Text('part of the name that pcscd gives the reader, in any case; default: the first one'),
      ),
    },
    closed,
  ),
]);

/** Which printer it is: what it obeys, and how wide its paper is. */
const printerProfile = {
  profile: Type.Optional(
    Type.Enum(Object.keys(printerProfiles) as PrinterProfileName[], { description: 'default: tm-t20iii' }),
  ),
};

const usbDevice = {
  device: Type.Optional(
    Type.String({
      pattern: '^[0-9a-f]{4}:[0-9a-f]{4}$',
      description:
        'vendor and product, such as 04b8:0e28, as borne devices lists them; default: those of the profile',
    }),
  ),
};

const Printer = Type.Union([
  Type.Object(
    {
      transport: Type.Literal('simulated'),
      speed: Type.Optional(
        Type.Number({ exclusiveMinimum: 0, description: 'millimetres per second; default 150' }),
      ),
      ...printerProfile,
    },
    closed,
  ),
  Type.Object(
    {
      transport: Type.Literal('tcp'),
      host: Text('name or address'),
      port: Port('usually 9100'),
      ...printerProfile,
    },
    closed,
  ),
  Type.Object(
    {
      transport: Type.Literal('character-device'),
      path: Text('such as /dev/usb/lp0'),
      ...printerProfile,
    },
    closed,
  ),
  Type.Object(
    {
      transport: Type.Literal('usb'),
      ...usbDevice,
      serial: Type.Optional(Text('serial number, where two printers are alike')),
      ...printerProfile,
    },
    closed,
  ),
  /** Write-only: what is printed through it stays in doubt. */
  Type.Object({ transport: Type.Literal('escpos-usb'), ...usbDevice, ...printerProfile }, closed),
]);

const Central = Type.Union([
  Type.Object(
    {
      transport: Type.Literal('simulated'),
      port: Type.Optional(Port('of the central API that runs beside the kiosk; default: any free one')),
    },
    closed,
  ),
  Type.Object(
    {
      transport: Type.Literal('https'),
      url: Type.String({
        pattern: '^https://',
        description: 'the address of the central API, which begins with https://',
      }),
      verifierUrl: Type.Optional(
        Type.String({
          pattern: '^https?://',
          description: 'the address of the page where people check documents, http:// or https://',
        }),
      ),
      authorityFile: Text(
        'certificate of the authority of the fleet (PEM), as the centre gives it: no other is believed',
      ),
    },
    closed,
  ),
]);

/** Everything a kiosk is told from outside. `borne start --config file.json` checks a file against it. */
export const Config = Type.Object(
  {
    kiosk: Type.Object(
      {
        id: KioskName,
        office: Text('name of the office, as printed on documents'),
      },
      closed,
    ),
    dataDirectory: Text('where the journal and the log live; created when missing'),
    screen: Type.Object(
      {
        host: Type.String({
          pattern: '^(127\\.0\\.0\\.1|::1|localhost)$',
          description:
            '127.0.0.1, ::1 or localhost: what the screen shows is for the person in front of this machine',
        }),
        port: Port('of the kiosk screen; 0 for any'),
      },
      closed,
    ),
    /**
     * Serve the bench. It can be asked for while any part is simulated; it shows whatever the simulated printer
     * prints, so that with a real card reader it is off unless it is asked for.
     */
    bench: Type.Optional(Type.Boolean()),
    /** Documents carry SPÉCIMEN. It can be turned off only when no part is simulated. */
    specimen: Type.Boolean(),
    /** Who signs technicians' cards; the simulation brings its own. */
    technicianAuthority: Type.Optional(
      Type.Object(
        {
          reference: Text('name by which certificates call it'),
          publicKeyFile: Text('P-256 public key, PEM'),
        },
        closed,
      ),
    ),
    cardReader: CardReader,
    printer: Printer,
    central: Central,
  },
  closed,
);

/** The variants of each device's key, told apart by its `transport`. */
export const deviceVariants = {
  cardReader: CardReader.anyOf,
  printer: Printer.anyOf,
  central: Central.anyOf,
} as const;

export type Config = Static<typeof Config>;

/** The kiosk that `npm start` runs: everything simulated, nothing needed. */
export const simulationConfig: Config = {
  kiosk: { id: 'borne-simulation', office: 'CPAM de démonstration' },
  dataDirectory: 'var/kiosk',
  screen: { host: '127.0.0.1', port: 8080 },
  specimen: true,
  cardReader: { transport: 'simulated' },
  printer: { transport: 'simulated' },
  central: { transport: 'simulated' },
};

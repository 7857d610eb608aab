import { centralReports } from '@borne/kiosk-host/central-reports-thread';
import { systemClock } from '@borne/kiosk-host/clock';
import { createCentralApi } from '@borne/simulators/central-api/central-api';
import { openRecipientPairs } from '@borne/simulators/central-api/recipients';

/** A centre in a process that can be killed: `centre-process <address of the store> <file of keys>`. Says `listening <port>`. */
const [address = '', keys = ''] = process.argv.slice(2);
const api = await createCentralApi({
  file: address,
  reports: centralReports(address),
  clock: systemClock,
  recipients: openRecipientPairs(keys),
  personas: [],
});
const url = await api.listen(0);
process.stdout.write(`listening ${new URL(url).port}\n`);

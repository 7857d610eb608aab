import { centralReports } from '@borne/kiosk-host/central-reports-thread';
import { systemClock } from '@borne/kiosk-host/clock';
import { createCentralApi } from '@borne/simulators/central-api/central-api';
import { openRecipientPairs } from '@borne/simulators/central-api/recipients';

/** A centre in a process that can be killed: `centre-process <address of the store> <file of keys>`. Says `listening <port>`: of deliveries. */
const [address = '', keys = ''] = process.argv.slice(2);
const api = await createCentralApi({
  file: address,
  reports: centralReports(address, { port: 0, host: '127.0.0.1' }),
  clock: systemClock,
  recipients: openRecipientPairs(keys),
  personas: [],
});
await api.listen(0);
process.stdout.write(`listening ${new URL(api.deliveryUrl).port}\n`);

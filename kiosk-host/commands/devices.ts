import { Command } from 'commander';
import { hidInventory, type Inventory, readerInventory, usbInventory } from '../devices/inventory.ts';

export const devicesCommand = new Command('devices')
  .description('List the card readers, USB and HID devices that this machine sees')
  .action(async () => {
    print('Card readers (PC/SC)', await readerInventory());
    print('USB', await usbInventory());
    print('HID', await hidInventory());
  });

function print(title: string, inventory: Inventory): void {
  console.log(`${title}:`);
  if ('unavailable' in inventory) console.log(`  not available: ${inventory.unavailable}`);
  else if (inventory.devices.length === 0) console.log('  none');
  else for (const device of inventory.devices) console.log(`  ${device}`);
}

/** What a kiosk that is well says of itself in its heartbeat, but for its time, its alarms and its journal. */
export const wellKiosk = {
  office: 'CPAM simulée',
  software: '0.0.0',
  inService: true,
  reference: { refused: false },
  reader: 'present',
  printer: { state: 'connected', paper: 'ok', cover: 'closed' },
} as const;

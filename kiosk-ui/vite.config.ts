import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The kiosk's screens, served by the host at `/`. Nothing is inlined: the page lives under `default-src 'self'`. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [react()],
  build: {
    outDir: '../dist/ui',
    emptyOutDir: true,
    target: 'chrome120',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});

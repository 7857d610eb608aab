import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The bench's page, served by a simulated kiosk at `/bench/`. Nothing is inlined: `default-src 'self'`. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/bench/',
  plugins: [react()],
  build: {
    outDir: '../../../dist/bench',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});

import { defineConfig } from 'vite';

/** Bundles the rooms into one program. npm packages stay outside, as they are installed, but for two that are hundreds of files to open. */
export default defineConfig({
  root: import.meta.dirname,
  build: {
    ssr: true,
    outDir: '../dist/host',
    emptyOutDir: true,
    target: 'node20',
    sourcemap: true,
    minify: false,
    rolldownOptions: {
      input: ['borne.ts', 'central-reports.ts', 'central-intake.ts'],
      // All in one folder: what is built beside them is found from any of them.
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: '[name]-[hash].js',
        banner: '#!/usr/bin/env node',
      },
    },
  },
  ssr: { noExternal: [/^@borne\//, 'typebox', 'kysely'] },
});

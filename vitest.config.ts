import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

/** One runner for every suite. chDB allows one engine a process, so every file runs in a fork of its own. */
export default defineConfig({
  plugins: [vue()],
  test: {
    include: ['tests/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    env: { TZ: 'UTC' },
  },
})

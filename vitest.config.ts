import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

/** One runner for every suite. chDB allows one engine a process, so every file runs in a fork of its own. */
export default defineConfig({
  plugins: [vue()],
  test: {
    include: ['tests/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // Real stores and browsers, two files at a time: what is slow on a busy machine is not wrong.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 10_000 } },
    env: { TZ: 'UTC' },
  },
})

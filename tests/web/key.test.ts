import { afterEach, expect, it, vi } from 'vitest'
import { ref } from 'vue'
import { freshKey, useKey } from '#web/live/key.ts'

afterEach(() => vi.unstubAllGlobals())

it('keys are made where the page came over plain http too', () => {
  const { getRandomValues } = crypto
  vi.stubGlobal('crypto', { getRandomValues: getRandomValues.bind(crypto) })
  const keys = Array.from({ length: 100 }, freshKey)
  expect(new Set(keys).size).toBe(100)
  expect(keys.every((key) => /^[0-9a-f]{32}$/.test(key))).toBe(true)
})

it('what is sent again keeps its key, and what reads otherwise gets another', () => {
  const text = ref('一')
  const key = useKey(() => text.value)
  const first = key()
  expect(key()).toBe(first)
  text.value = '一二'
  expect(key()).not.toBe(first)
})

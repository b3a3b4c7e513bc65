import { expect, it } from 'vitest'
import { DARK_FILTER, isDark, shiftAt } from '#web/wall/care.ts'
import { stageOf } from '#web/wall/shape.ts'

const MINUTE = 60_000

it('the canvas stands where it belongs, then a little beside it, another place every ten minutes', () => {
  expect(shiftAt(0)).toEqual([0, 0])
  expect(shiftAt(9 * MINUTE)).toEqual([0, 0])
  const places = Array.from({ length: 40 }, (_, i) => shiftAt(i * 10 * MINUTE))
  places.forEach(([x, y], i) => {
    expect(Math.hypot(x, y)).toBeLessThanOrEqual(8)
    const [fromX, fromY] = places[i - 1] ?? [0, 0]
    expect(Math.hypot(x - fromX, y - fromY)).toBeLessThanOrEqual(8)
    if (i > 0) expect([x, y]).not.toEqual([fromX, fromY])
  })
})

it('rests from half past nine until the first showrooms open, at sixty per cent of its light', () => {
  const at = (hour: number, minute: number) => isDark({ hour, minute })
  expect([at(21, 29), at(21, 30), at(23, 59), at(0, 0), at(7, 59), at(8, 0), at(12, 0)]).toEqual([false, true, true, true, true, false, false]) // prettier-ignore
  const [, brightness] = /^brightness\((0\.\d+)\)$/.exec(DARK_FILTER)!
  expect(Number(brightness) ** 2.2).toBeCloseTo(0.6, 1)
})

it('a wall of 32:9 has wings beside the scene, and no other shape', () => {
  expect(stageOf(5120, 1440, 'full')).toMatchObject({ shape: 'wall', wings: true, pages: 1 })
  expect(stageOf(5120, 1440, 'full').rem).toBeCloseTo(133.33, 1)
  for (const [width, height] of [[1920, 1080], [3840, 2160], [3440, 1440], [1080, 1920], [1280, 720], [390, 844]] as const) {
    expect(stageOf(width, height, 'full').wings).toBe(false)
  } // prettier-ignore
})

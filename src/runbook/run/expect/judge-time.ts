import type { TimeBound } from '../../book/page.ts'
import { failed, passed, unverified, type Verdict } from './verdict.ts'

/** `~ 5 minutes` allows this share more. */
const ABOUT = 0.2

/**
 * Compares a measured time with the author's promise. Being faster is never wrong; `> 4 hours` and "varies" promise
 * nothing that could be broken.
 *
 * @param durationMs from the first step's start to the last one's end, by a monotonic clock
 */
export function judgeTime(bound: TimeBound, durationMs: number): Verdict {
  const seconds = durationMs / 1000
  const words = `took ${showSeconds(seconds)}, the page says ${bound.text.trim() || showSeconds(bound.maxSeconds)}`
  const open = /^[>≥]/.test(bound.text.trim())
  if (open || !(bound.maxSeconds > 0)) return unverified(words)
  const most = /^[~≈]|\b(?:about|approximately|around)\b/i.test(bound.text)
    ? bound.maxSeconds * (1 + ABOUT)
    : bound.maxSeconds
  return seconds <= most ? passed(words) : failed(words)
}

/** `850 ms`, `42 s`, `3 min 20 s`, `1 h 5 min`. */
export function showSeconds(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`
  if (seconds < 60) return `${Math.round(seconds * 10) / 10} s`
  const whole = Math.round(seconds)
  if (whole < 3600) return parts(Math.floor(whole / 60), 'min', whole % 60, 's')
  return parts(Math.floor(whole / 3600), 'h', Math.floor((whole % 3600) / 60), 'min')
}

const parts = (...[high, unit, low, lowUnit]: [number, string, number, string]): string =>
  low === 0 ? `${high} ${unit}` : `${high} ${unit} ${low} ${lowUnit}`

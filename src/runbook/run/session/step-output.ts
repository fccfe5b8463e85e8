/** What one stream of one step was, filtered, counted and remembered in bounded memory. */
import { keepTail } from './output-tail.ts'
import type { ByteFilter, OutputSummary } from './session.ts'

export interface StepOutput {
  /** Takes bytes as they came; returns those that may be passed on. */
  push(bytes: Uint8Array): Uint8Array
  /** The stream is complete: returns what the filter still held. */
  end(): Uint8Array
  summary(): OutputSummary
}

export function stepOutput({ tailBytes, filter }: { tailBytes: number; filter: ByteFilter | undefined }): StepOutput {
  const tail = keepTail(tailBytes)
  const pass = (bytes: Uint8Array) => {
    tail.push(bytes)
    return bytes
  }
  return {
    push: (bytes) => pass(filter ? filter.push(bytes) : bytes),
    end: () => pass(filter ? filter.end() : new Uint8Array(0)),
    summary: () => tail.summary(),
  }
}

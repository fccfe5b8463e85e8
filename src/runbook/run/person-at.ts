/** Who carries out what no program can: the place of a target in the record. Each group of targets has its own. */
export const personAt = (batch: number): string => (batch === 0 ? 'person' : `person/${batch + 1}`)

import type { Incident } from '../../../src/http/contract.ts'

type Relation = Incident['links'][number]['relation']

export const RELATIONS: readonly (readonly [Relation, string])[] = [
  ['related', 'has to do with'],
  ['caused-by', 'is caused by'],
  ['causes', 'causes'],
  ['follows', 'follows'],
  ['followed-by', 'is followed by'],
]

export const relationWords = (relation: Relation): string =>
  RELATIONS.find(([each]) => each === relation)?.[1] ?? relation

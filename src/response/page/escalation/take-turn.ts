/** The people of a step from the one whose turn it is on, each with the turn that follows if they take it. */
export const inTurn = <Person>(people: readonly Person[], turn: number): { person: Person; nextTurn: number }[] =>
  people.map((_, offset) => {
    const at = (turn + offset) % people.length
    return { person: people[at]!, nextTurn: at + 1 }
  })

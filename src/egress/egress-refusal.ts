/** A request that was not made, because of where it would have gone. Asking again changes nothing. */
export class EgressRefusal extends Error {
  override readonly name = 'EgressRefusal'
}

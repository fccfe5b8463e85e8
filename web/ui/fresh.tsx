/** New rows that wait to be shown; the place for it is always there, so that its coming moves nothing. */
export function Fresh({ count, isMore, onShow }: { count: number; isMore: boolean; onShow: () => void }) {
  return (
    <div className="fresh" role="status">
      {count > 0 ? (
        <button type="button" className="button button-small" onClick={onShow}>
          {count}
          {isMore ? ' or more' : ''} new, show
        </button>
      ) : null}
    </div>
  )
}

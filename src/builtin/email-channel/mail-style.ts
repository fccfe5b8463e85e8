/** What cannot be written on an element: the reader's dark colours, and narrow screens. */
export const MAIL_STYLE = `
:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){
.page{background:#0b1018!important}.card{background:#161d29!important}.box{background:#232c3b!important}
.ink{color:#f3f4f6!important}.soft{color:#a9b3c2!important}.link{color:#93b4ff!important}
.urgent{color:#ff9b9b!important}.calm{color:#93b4ff!important}}
@media (max-width:480px){.pad{padding-left:18px!important;padding-right:18px!important}}
`

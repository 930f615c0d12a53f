/**
 * Every element that a text from outside may become; anything else in it is a defect. A link is a button there, and a
 * formula is MathML.
 */
export const proseElements: readonly string[] =
  `div p span br hr h2 h3 h4 h5 h6 section em strong del code pre blockquote sup ul ol li
  table thead tbody tr th td button svg path
  math semantics annotation mrow mi mo mn ms mtext mspace mstyle mpadded mphantom menclose merror msup msub msubsup
  mfrac msqrt mroot mover munder munderover mmultiscripts mprescripts mtable mtr mtd mlabeledtr`.split(/\s+/)

/** What programs put on the clipboard as HTML, shortened, in their own manner. */

const item = (level: number, mark: string, text: string): string =>
  `<p class=MsoListParagraph style='margin-left:36.0pt;text-indent:-18.0pt;mso-list:l0 level${level} lfo1'><![if !supportLists]><span style='font-family:Symbol;mso-fareast-font-family:Symbol'><span style='mso-list:Ignore'>${mark}<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>${text}<o:p></o:p></p>`

/** Microsoft Word. */
export const word = `<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta charset=utf-8><title>Plan</title><style><!-- p.MsoNormal {margin:0cm;} @list l0 {mso-list-id:1} --></style>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]--></head>
<body lang=EN-GB><!--StartFragment-->
<p class=MsoTitle>Crop plan<o:p></o:p></p>
<h2>What comes first<o:p></o:p></h2>
<p class=MsoNormal>Lime <b>before</b> anything <i style='mso-bidi-font-style:normal'>else</i>, <u>at</u> 2
t/ha.<o:p></o:p></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
${item(1, '·', 'Clover')}
${item(2, 'o', 'red')}
${item(2, 'o', 'white')}
${item(1, '·', 'Wheat')}
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
${item(1, '1.', 'Sample the soil')}
${item(1, '2.', 'Spread the lime')}
<!--EndFragment--></body></html>`

/** Google Docs. */
export const docs = `<meta charset='utf-8'><meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-4b1d"><h2 dir="ltr" style="line-height:1.38;"><span style="font-size:16pt;font-weight:400;font-style:normal;">Rotation</span></h2><p dir="ltr" style="line-height:1.38;"><span style="font-weight:400;font-style:normal;">Put </span><span style="font-weight:700;font-style:normal;">clover</span><span style="font-weight:400;"> first, then </span><span style="font-weight:400;font-style:italic;">wheat</span><span style="font-weight:400;">, </span><span style="font-weight:400;text-decoration:line-through;text-decoration-skip-ink:none;">never maize</span><span style="font-weight:400;">.</span></p><br /><ul style="margin-top:0;"><li dir="ltr" aria-level="1"><p dir="ltr" role="presentation"><span style="font-weight:400;">Spring</span></p></li><ul><li dir="ltr" aria-level="2"><p dir="ltr" role="presentation"><a href="https://www.google.com/url?q=https://soil.example/map&amp;sa=D&amp;source=editors" style="text-decoration:none;"><span style="color:#1155cc;text-decoration:underline;">Soil map</span></a></p></li></ul><li dir="ltr" aria-level="1"><p dir="ltr" role="presentation"><span style="font-weight:400;">Autumn</span></p></li></ul></b>`

/** Google Sheets. */
export const sheets = `<meta charset='utf-8'><google-sheets-html-origin><style type="text/css"><!--td {border: 1px solid #cccccc;}br {mso-data-placement:same-cell;}--></style><table xmlns="http://www.w3.org/1999/xhtml" cellspacing="0" cellpadding="0" dir="ltr" border="1" data-sheets-root="1"><colgroup><col width="100"/><col width="100"/></colgroup><tbody><tr style="height:21px;"><td style="overflow:hidden;font-weight:bold;">Crop</td><td style="overflow:hidden;">Hectares</td></tr><tr><td>Wheat | rye</td><td style="text-align:right;">32</td></tr><tr><td>Clover</td><td>18</td></tr></tbody></table>`

/** Microsoft Excel. */
export const excel = `<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel"><head><style><!--table {mso-displayed-decimal-separator:"\\.";} .xl65 {mso-number-format:Standard;}--></style></head><body link="#0563C1"><table border=0 cellpadding=0 cellspacing=0 width=128><col width=64 span=2><!--StartFragment--><tr height=20><td height=20 class=xl65 width=64>What</td><td width=64>Cost</td></tr><tr height=20><td height=20>Seed</td><td align=right>120</td></tr><!--EndFragment--></table></body></html>`

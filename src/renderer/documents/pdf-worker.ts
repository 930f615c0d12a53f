// Entry of the worker that reads PDF files: the library's own, built into a file of ours.
import 'pdfjs-dist/build/pdf.worker.min.mjs'

// Entry of the worker that reads PDF files: the library's own, built into a file of ours.
import 'pdfjs-dist/legacy/build/pdf.worker.min.mjs'

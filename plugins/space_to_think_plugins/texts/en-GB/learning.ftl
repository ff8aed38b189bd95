# One's own sheet for supervision.

learning-sentence = Gives each person their own learning sheet, to read first and take to supervision.
learning-reads = The notes, ideas and lessons of the person who asks for the sheet.
learning-keeps = The lessons that somebody writes down. Nobody else sees them.
learning-get = My learning sheet
learning-lesson = something I learn
learning-gone = There is no sheet yet, or what was said has been erased.

learning-ready = Your learning sheet is ready when you want it. It is for you to read first.
learning-here = Here is your learning sheet. Nobody else gets it. Read it first, and take along what you like.
learning-title = What I learn from it
learning-for = It is about my own work, for me and for whoever supervises me. It is no part of a child’s record.
learning-leave-out = Please leave out who said what, and which agency they work for. Leave out the family’s names too.
learning-lessons = What I noted as learnt:
learning-notes = My notes:
learning-themes = Themes that I saw:
learning-ideas = Ideas that I gave:
learning-think = To think about:
learning-surprised = What surprised me?
learning-feeling = What did I feel, and what do I do with it?
learning-values = Where did my own values play a part?
learning-differently = What will I do in another way from now on, and why?
learning-child = What do I see now of how life is for the child?
learning-ask = What would I like to ask for in supervision?

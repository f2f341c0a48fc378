;;; e2e.el --- Test a manifest in a real Emacs  -*- lexical-binding: t -*-

;;   emacs -q --batch -l test/e2e.el CLIENT        with CLIENT one of eglot, lsp-mode
;;
;; The executable cliq-lint must be on the PATH.

(package-initialize)
(add-to-list 'load-path (expand-file-name ".." (file-name-directory load-file-name)))
(setq client (intern (pop command-line-args-left))
      enable-local-variables nil
      make-backup-files nil
      ;; Show menus in the minibuffer, as without a mouse.
      last-nonmenu-event ?x
      create-lockfiles nil)
(require 'cl-lib)
(require 'flymake)
(require client)
(require 'cliq-lint)

(defvar folder (file-name-as-directory (make-temp-file "cliq-lint-" t)))
(defvar faulty "[client]\ntype = \"Non-browser Applications\"\nname = \"Nightly-Report\"\nhomepage = \"https://www.acme.com\"\n")

(defun wait-for (what read wanted)
  "Wait until READ returns a value that WANTED accepts; fail with the last value."
  (let ((end (+ (float-time) 30)) last)
    (while (not (funcall wanted (setq last (funcall read))))
      (when (> (float-time) end) (error "%s: waited in vain; last was %S" what last))
      (accept-process-output nil 0.02))
    (message "ok %s (%s)" what client)
    last))

(defun diagnostics ()
  "The rules that flymake reports."
  (sort (mapcar (lambda (found)
                  (let ((text (flymake-diagnostic-text found)))
                    (cond ((string-match-p "unknown client type" text) "unknown-client-type")
                          ((string-match-p "special character" text) "invalid-client-name")
                          ((string-match-p "unknown key" text) "unknown-key")
                          (t text))))
                (flymake-diagnostics))
        #'string<))

(defun chosen (title prompt candidates &rest _)
  "The candidate of a menu with TITLE."
  (or (cl-find-if (lambda (candidate) (string-match-p (regexp-quote title) candidate)) (all-completions "" candidates))
      (error "%s: no %s in %S" prompt title (all-completions "" candidates))))

(let ((file (expand-file-name "cliq-client.toml" folder))
      (noninteractive nil))
  (write-region faulty nil file nil 'silent)
  (write-region "" nil (expand-file-name "cliq-lint.toml" folder) nil 'silent)
  (make-directory (expand-file-name ".git" folder))
  (setq lsp-auto-guess-root t lsp-enable-snippet nil lsp-session-file (expand-file-name "session" folder)
        lsp-diagnostics-provider :flymake lsp-headerline-breadcrumb-enable nil lsp-warn-no-matched-clients nil
        eglot-confirm-server-initiated-edits nil eglot-sync-connect 10)
  (cl-letf (((symbol-function 'project-current) (lambda (&rest _) (cons 'transient folder))))
    (find-file file)
    (cl-assert (eq major-mode 'cliq-lint-mode))
    (cliq-lint-ensure)
    (run-hooks 'post-command-hook))
  (flymake-mode 1)
  (flymake-start)
  (wait-for "diagnostics" #'diagnostics
            (lambda (found) (equal found '("invalid-client-name" "unknown-client-type" "unknown-key"))))

  ;; Choose a code action of the name from the menu.
  (goto-char (point-min))
  (search-forward "Nightly")
  (cl-letf (((symbol-function 'completing-read) (apply-partially #'chosen "Rename to `Nightly_Report`")))
    (if (eq client 'eglot)
        (eglot-code-actions (point) (point) nil t)
      (call-interactively #'lsp-execute-code-action)))
  (wait-for "the code action" #'buffer-string (lambda (text) (string-match-p "\"Nightly_Report\"" text)))

  ;; Hover over a key.
  (goto-char (point-min))
  (search-forward "name")
  (backward-char 2)
  (let (hover)
    (if (eq client 'eglot)
        ;; Emacs sends changes when it is idle, which it never is here.
        (progn (eglot--signal-textDocument/didChange)
               (eglot-hover-eldoc-function (lambda (text &rest _) (setq hover text))))
      (lsp-request-async "textDocument/hover" (lsp--text-document-position-params)
                         (lambda (answer) (setq hover (lsp--render-on-hover-content (lsp:hover-contents answer) t)))))
    (wait-for "the hover" (lambda () hover) (lambda (text) (and text (string-match-p "Client Name" text)))))

  ;; Apply the safe fixes and save.
  (cliq-lint-fix-all)
  (wait-for "fix all" #'buffer-string (lambda (text) (string-match-p "type = \"non-browser-based\"" text)))
  (let ((inhibit-message t)) (save-buffer))
  (cl-assert (string-match-p "homepage_url = " (with-temp-buffer (insert-file-contents file) (buffer-string))))

  ;; Completion.
  (goto-char (point-max))
  (insert "metad")
  (wait-for "completion"
            (lambda ()
              (pcase (if (eq client 'eglot) (eglot-completion-at-point) (lsp-completion-at-point))
                (`(,beg ,end ,table . ,_) (all-completions (buffer-substring beg end) table))))
            (lambda (candidates) (cl-some (lambda (candidate) (string-match-p "metadata" candidate)) candidates)))

  ;; The outline.
  (when (eq client 'eglot)
    (wait-for "the outline" (lambda () (format "%S" (eglot-imenu))) (lambda (outline) (string-match-p "Nightly_Report" outline))))

  ;; The form of the unsaved text, beside the manifest.
  (goto-char (point-min))
  (search-forward "Nightly_Report")
  (replace-match "Weekly & Daily")
  (save-window-excursion
    (cliq-lint-form)
    (let ((form (get-buffer "*cliq-client.toml: what to type*")))
      (cl-assert (get-buffer-window form))
      (cl-assert (buffer-local-value 'buffer-read-only form))
      (wait-for "the form" (lambda () (with-current-buffer form (buffer-string)))
                (lambda (text) (string-match-p "Client Name +Weekly & Daily" text)))))

  ;; The same by the code action of the header; eglot shows the form as a message.
  (when (eq client 'lsp-mode)
    (kill-buffer "*cliq-client.toml: what to type*")
    ;; There is no action while the last line is incomplete.
    (goto-char (point-max))
    (delete-region (line-beginning-position) (point))
    (goto-char (1+ (point-min)))
    (cl-letf (((symbol-function 'completing-read) (apply-partially #'chosen "Show what to type")))
      (wait-for "the action that shows the form"
                (lambda ()
                  (ignore-errors (call-interactively #'lsp-execute-code-action))
                  (get-buffer "*cliq-client.toml: what to type*"))
                #'identity)))
  (set-buffer-modified-p nil)

  ;; A server that is registered for all TOML keeps it, and gets no manifest.
  (when (eq client 'eglot)
    (let ((manifest (current-buffer))
          (command (lambda () (process-command (jsonrpc--process (eglot-current-server)))))
          (other (expand-file-name "Cargo.toml" folder)))
      (push '(conf-toml-mode "env" "cliq-lint" "lsp") (default-value 'eglot-server-programs))
      (write-region "[package]\n" nil other nil 'silent)
      (cl-letf (((symbol-function 'project-current) (lambda (&rest _) (cons 'transient folder))))
        (find-file other)
        (cl-assert (eq major-mode 'conf-toml-mode))
        (cliq-lint-ensure)
        (run-hooks 'post-command-hook)
        (cl-assert (not (eglot-current-server)))
        (eglot-ensure)
        (run-hooks 'post-command-hook)
        (wait-for "a server for other TOML" #'eglot-current-server #'identity)
        (cl-assert (equal (funcall command) '("env" "cliq-lint" "lsp")))
        (write-region faulty nil (expand-file-name "cliq-client.staging.toml" folder) nil 'silent)
        (find-file (expand-file-name "cliq-client.staging.toml" folder))
        (cliq-lint-ensure)
        (run-hooks 'post-command-hook)
        (cl-assert (equal (funcall command) '("cliq-lint" "lsp")))
        (cl-assert (eq (eglot-current-server) (with-current-buffer manifest (eglot-current-server))))))))
;; A server that has just started still sends requests, and Emacs fails to answer one that it has killed.
(when (eq client 'eglot) (eglot-shutdown-all))
(delete-directory folder t)
(message "Emacs %s with %s: all passed" emacs-version client)
(kill-emacs 0)

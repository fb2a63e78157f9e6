/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of the window share: its widgets and what it shows. */
#pragma once

#include "amb-canvas.h"
#include "amb-crop-panel.h"
#include "amb-crop-tool.h"
#include "amb-edit-panel.h"
#include "amb-filmstrip.h"
#include "amb-window.h"

G_BEGIN_DECLS

struct _AmbWindow
{
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toasts;
  GtkRevealer *drop_hint;
  GtkStack *views; /* editor, batch */
  GtkWidget *header;
  AdwWindowTitle *title;
  GtkWidget *history_buttons;
  GtkWidget *undo_button;
  GtkWidget *redo_button;
  GtkWidget *compare_button;
  GtkWidget *panel_button;
  GtkMenuButton *zoom_button;
  GtkWidget *export_button;
  GtkInfoBar *incomplete_bar;
  GtkLabel *incomplete_label;
  GtkInfoBar *worker_bar;
  GtkLabel *worker_label;
  GtkStack *pages; /* empty, error, photo */
  AdwStatusPage *error_page;
  AdwFlap *flap;
  AmbCanvas *canvas;
  AmbCropTool *crop_tool;
  GtkSpinner *spinner;
  GtkRevealer *compare_hint;
  GtkRevealer *export_bar;
  GtkLabel *export_label;
  GtkProgressBar *export_progress;
  AmbFilmstrip *strip;
  GtkStack *side; /* the edit panel or the crop panel */
  AmbEditPanel *panel;
  AmbCropPanel *crop_panel;
  GtkWidget *batch_page; /* made when first shown; in the widget tree */

  AmbPhoto *photo;               /* nullable */
  AmbPhotoList *photos;          /* of the filmstrip, nullable */
  guint switch_delay;            /* until the one shown there is opened */
  gint64 switched_at;            /* monotonic */
  AmbPhoto *replaced;            /* until its toast is gone; nullable */
  AmbPhotoList *replaced_photos; /* that it was among; nullable */
  AdwToast *restored_toast;      /* weak, nullable */
  GtkFileChooserNative *chooser; /* while it is open */
  AmbBatch *export;              /* the export under way, nullable */
  GCancellable *looking;         /* the queries under way about a file */
  guint spinner_delay;
  gboolean finding_light;
};

void amb_window_update_title (AmbWindow *self);
/* TRUE when nothing was ever opened in it. */
gboolean amb_window_is_empty (AmbWindow *self);

/* amb-window-actions.c */
void amb_window_add_actions (AmbWindow *self);
/* Every action's sensitivity and state, from what is shown. */
void amb_window_update_actions (AmbWindow *self);
void amb_window_set_compare (AmbWindow *self, gboolean compare);
void amb_window_close_crop (AmbWindow *self, gboolean apply);
/* Keyboard shortcuts of every window. */
void amb_window_add_shortcuts (GtkApplication *app);

/* amb-window-dnd.c */
void amb_window_add_drop (AmbWindow *self);
void amb_window_paste (AmbWindow *self);
/* One photo opens in this window; several, or a folder, go to the batch page. */
void amb_window_take_files (AmbWindow *self, GSList *files);
/* A new batch on the batch page, not started. */
void amb_window_batch_files (AmbWindow *self, GSList *files);
/* What the toast about a photo that was replaced offers. */
void amb_window_go_back (AmbWindow *self);
void amb_window_choose_file (AmbWindow *self);

/* amb-window-edits.c */
/* Says so when the photo came with edits of last time, now or once they are read. */
void amb_window_watch_edits (AmbWindow *self);
/* What the journal has to say, as toasts. */
void amb_window_watch_journal (AmbWindow *self, AmbJournal *journal);
/* They are not told of another photo. */
void amb_window_leave_edits (AmbWindow *self);
/* The photo's edits are in the journal's hands when this returns; none, if they end without one. */
void amb_window_keep_edits (AmbWindow *self);

/* amb-window-strip.c */
/* Once, when the window has its application. */
void amb_window_begin_strip (AmbWindow *self);
void amb_window_add_strip_actions (AmbWindow *self);
void amb_window_install_strip_keys (GtkWidgetClass *widget_class);
/* Puts the photos in the filmstrip; the one shown is left as it is. */
void amb_window_set_list (AmbWindow *self, AmbPhotoList *photos);
void amb_window_leave_list (AmbWindow *self);
/* When what was opened and failed with error is a folder, opens its photos. */
void amb_window_try_folder (AmbWindow *self, const GError *error);
gboolean amb_window_can_switch (AmbWindow *self, int step);
/* usable: photos may be switched. */
void amb_window_update_strip (AmbWindow *self, gboolean usable);
/* What is known of the photo that is open, in the filmstrip. */
void amb_window_mark_listed (AmbWindow *self);
/* TRUE when the photo was shown before, since it was opened with the others. */
gboolean amb_window_was_seen (AmbWindow *self);
/* Such as “2 of 30”, transfer full; NULL when there is one photo or none. */
char *amb_window_describe_place (AmbWindow *self);

/* amb-window-light.c */
void amb_window_find_light (AmbWindow *self);

/* amb-window-looks.c */
/* Makes file the value of a parameter of the photo's edits, in a moment. */
void amb_window_take_look (AmbWindow *self, const char *id, GFile *file);
/* The same for a value that is a path or URI; FALSE when it is none. */
gboolean amb_window_take_path (AmbWindow *self, const char *id, GVariant *value);
/* A LUT that is dropped on a photo. */
gboolean amb_window_takes_look (AmbWindow *self, GFile *file);

/* amb-window-original.c */
void amb_window_add_original_actions (AmbWindow *self);
/* usable: the photo may be exchanged for its original. */
void amb_window_update_original (AmbWindow *self, gboolean usable);
/* Whether the file was saved over, in a moment; then what stands there is shown. */
void amb_window_look_for_original (AmbWindow *self);

/* amb-window-export.c */
void amb_window_export (AmbWindow *self, const char *target, GVariant *settings);
void amb_window_cancel_export (AmbWindow *self);
/* The window closes: its export goes on without it. */
void amb_window_leave_export (AmbWindow *self);

G_END_DECLS
